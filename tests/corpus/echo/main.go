// Command echo uses github.com/labstack/echo/v4 as an ordinary program does.
package main

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

type session struct {
	echo.Context
	user string
}

func main() {
	e := echo.New()
	e.Use(middleware.RequestID(), middleware.Recover(), func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error { return next(&session{Context: c, user: c.Request().Header.Get("User")}) }
	})
	e.GET("/me", func(c echo.Context) error {
		s, ok := c.(*session)
		if !ok || s.user == "" {
			return echo.NewHTTPError(http.StatusUnauthorized, "who?")
		}
		return c.JSON(http.StatusOK, map[string]string{"user": s.user})
	})
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		var he *echo.HTTPError
		if errors.As(err, &he) {
			_ = c.String(he.Code, he.Error())
			return
		}
		e.DefaultHTTPErrorHandler(err, c)
	}
	e.Logger.Fatal(e.Start("127.0.0.1:8080"))
}
