// Command zap uses go.uber.org/zap as an ordinary program does.
package main

import (
	"errors"
	"os"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
)

type user struct{ name string }

func (u user) MarshalLogObject(enc zapcore.ObjectEncoder) error {
	enc.AddString("name", u.name)
	return nil
}

func main() {
	level := zap.NewAtomicLevelAt(zap.InfoLevel)
	core := zapcore.NewCore(zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig()), zapcore.Lock(os.Stdout), level)
	seen, logs := observer.New(zap.WarnLevel)
	log := zap.New(zapcore.NewTee(core, seen), zap.AddCaller())
	defer log.Sync()
	log.Info("start", zap.Object("user", user{"ann"}), zap.Objects("all", []user{{"bob"}}))
	log.Sugar().Warnw("slow", "ms", 120, "error", errors.New("late"))
	for _, e := range logs.All() {
		log.Debug(e.Message, zap.Any("context", e.ContextMap()))
	}
}
