// Command gorm uses gorm.io/gorm as an ordinary program does.
package main

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"
	"gorm.io/gorm/utils/tests"
)

// Account is a model with an association.
type Account struct {
	gorm.Model
	Name   string `gorm:"uniqueIndex"`
	Orders []Order
}

// Order belongs to an account.
type Order struct {
	ID        uint
	AccountID uint
	Cents     int64
}

func main() {
	db, err := gorm.Open(tests.DummyDialector{}, &gorm.Config{
		DryRun:         true,
		Logger:         logger.Discard,
		NamingStrategy: schema.NamingStrategy{TablePrefix: "t_"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var found []Account
	tx := db.Preload("Orders").Where("name = ?", "ann").Order(clause.OrderByColumn{Column: clause.Column{Name: "id"}}).Find(&found)
	if errors.Is(tx.Error, gorm.ErrRecordNotFound) {
		fmt.Println("none")
	}
	fmt.Println(tx.Statement.SQL.String(), len(found))
	one, err := gorm.G[Account](db).Where("name = ?", "bob").First(context.Background())
	fmt.Println(one.Name, err)
	_ = db.Transaction(func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&Account{Name: "eve"}).Error
	})
}
