package serve

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// connections bounds how many connections are open. When there is one too many,
// the one that has been idle longest is closed.
type connections struct {
	most int

	mu   sync.Mutex
	open map[net.Conn]*list.Element
	idle *list.List // of net.Conn, the longest idle first
}

func newConnections(most int) *connections {
	return &connections{most: most, open: make(map[net.Conn]*list.Element), idle: list.New()}
}

// changed is the server's ConnState.
func (c *connections) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element := c.open[conn]; element != nil {
		c.idle.Remove(element)
	}
	switch state {
	case http.StateNew, http.StateIdle:
		c.open[conn] = c.idle.PushBack(conn)
	case http.StateActive:
		c.open[conn] = nil
	case http.StateHijacked, http.StateClosed:
		delete(c.open, conn)
	}
	if len(c.open) > c.most {
		if longest := c.idle.Front(); longest != nil {
			_ = longest.Value.(net.Conn).Close() // the server then tells that it is closed
		} else if state == http.StateActive {
			_ = conn.Close()
		}
	}
}
