// Command etcd uses go.etcd.io/etcd/server/v3 as an ordinary program does.
package main

import (
	"fmt"
	"log"
	"os"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/etcdserver/api/v3client"
)

func main() {
	cfg := embed.NewConfig()
	cfg.Dir = os.TempDir()
	e, err := embed.StartEtcd(cfg)
	if err != nil {
		log.Fatal(err)
	}
	defer e.Close()
	select {
	case <-e.Server.ReadyNotify():
	case <-time.After(time.Minute):
		e.Server.Stop()
	}
	client := v3client.New(e.Server)
	ctx := client.Ctx()
	if _, err := client.Put(ctx, "a", "1"); err != nil {
		log.Fatal(err)
	}
	txn, err := client.Txn(ctx).
		If(clientv3.Compare(clientv3.Value("a"), "=", "1")).
		Then(clientv3.OpPut("b", "2"), clientv3.OpGet("a", clientv3.WithPrefix())).
		Commit()
	fmt.Println(txn.Succeeded, err)
}
