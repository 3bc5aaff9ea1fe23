// Command grpc uses google.golang.org/grpc as an ordinary program does.
package main

import (
	"context"
	"log"
	"net"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

type counter struct {
	mu    sync.Mutex
	calls map[string]int
}

func (c *counter) intercept(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if md, ok := metadata.FromIncomingContext(ctx); ok && len(md.Get("blocked")) > 0 {
		return nil, status.Error(codes.PermissionDenied, "blocked")
	}
	c.mu.Lock()
	c.calls[info.FullMethod]++
	c.mu.Unlock()
	return next(ctx, req)
}

func main() {
	c := &counter{calls: map[string]int{}}
	server := grpc.NewServer(grpc.UnaryInterceptor(c.intercept))
	healthpb.RegisterHealthServer(server, health.NewServer())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go server.Serve(listener)
	defer server.GracefulStop()
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	reply, err := healthpb.NewHealthClient(conn).Check(context.Background(), &healthpb.HealthCheckRequest{})
	log.Println(reply.GetStatus(), status.Code(err))
}
