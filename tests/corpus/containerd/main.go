// Command containerd uses github.com/containerd/containerd/v2 as an ordinary program does.
package main

import (
	"context"
	"fmt"
	"log"

	containerd "github.com/containerd/containerd/v2/client"
	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/pkg/namespaces"
	"github.com/containerd/containerd/v2/pkg/oci"
)

func main() {
	client, err := containerd.New("/run/containerd/containerd.sock")
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	ctx := namespaces.WithNamespace(context.Background(), "example")
	image, err := client.Pull(ctx, "docker.io/library/redis:alpine", containerd.WithPullUnpack)
	if err != nil {
		log.Fatal(err)
	}
	c, err := client.NewContainer(ctx, "redis",
		containerd.WithNewSnapshot("redis", image),
		containerd.WithNewSpec(oci.WithImageConfig(image)))
	if err != nil {
		log.Fatal(err)
	}
	defer c.Delete(ctx, containerd.WithSnapshotCleanup)
	blobs := 0
	_ = client.ContentStore().Walk(ctx, func(content.Info) error { blobs++; return nil })
	fmt.Println(image.Name(), c.ID(), blobs)
}
