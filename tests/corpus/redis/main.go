// Command redis uses github.com/redis/go-redis/v9 as an ordinary program does.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

func main() {
	ctx := context.Background()
	var rdb redis.UniversalClient = redis.NewClient(&redis.Options{Addr: "127.0.0.1:6379"})
	defer rdb.Close()
	if err := rdb.Set(ctx, "a", 1, time.Minute).Err(); err != nil {
		fmt.Println(err)
	}
	switch v, err := rdb.Get(ctx, "a").Int(); {
	case errors.Is(err, redis.Nil):
		fmt.Println("none")
	case err != nil:
		fmt.Println(err)
	default:
		fmt.Println(v)
	}
	cmds, err := rdb.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.Incr(ctx, "n")
		p.ZAdd(ctx, "z", redis.Z{Score: 1, Member: "m"})
		return nil
	})
	fmt.Println(len(cmds), err)
	script := redis.NewScript(`return redis.call("GET", KEYS[1])`)
	fmt.Println(script.Run(ctx, rdb, []string{"a"}).Result())
}
