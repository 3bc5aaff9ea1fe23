// Command gin uses github.com/gin-gonic/gin as an ordinary program does.
package main

import (
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/gin-gonic/gin/binding"
)

type item struct {
	Name  string `json:"name" binding:"required"`
	Count int    `json:"count" binding:"gte=0"`
}

func main() {
	var mu sync.RWMutex
	items := map[string]item{}
	r := gin.New()
	r.Use(gin.Logger(), gin.Recovery())
	api := r.Group("/api", func(c *gin.Context) {
		if c.GetHeader("Token") == "" {
			c.AbortWithStatusJSON(http.StatusUnauthorized, gin.H{"error": "no token"})
		}
	})
	api.PUT("/items/:id", func(c *gin.Context) {
		var it item
		if err := c.ShouldBindWith(&it, binding.JSON); err != nil {
			c.JSON(http.StatusBadRequest, gin.H{"error": err.Error()})
			return
		}
		mu.Lock()
		items[c.Param("id")] = it
		mu.Unlock()
		c.Status(http.StatusNoContent)
	})
	api.GET("/items", func(c *gin.Context) {
		mu.RLock()
		defer mu.RUnlock()
		c.JSON(http.StatusOK, items)
	})
	_ = r.Run("127.0.0.1:8080")
}
