package serve

import (
	"container/list"
	"net"
	"net/http"
	"sync"
)

// connections bounds how many connections are open. When there is one too many,
// the one that has been idle longest is closed; when none is idle, the one whose
// call has lasted longest, for a good call is short.
type connections struct {
	most int

	mu   sync.Mutex
	open map[net.Conn]place
	idle *list.List // of net.Conn, the longest idle first
	busy *list.List // the longest busy first
}

// place is where a connection stands in a list.
type place struct {
	in *list.List
	at *list.Element
}

func newConnections(most int) *connections {
	return &connections{most: most, open: make(map[net.Conn]place), idle: list.New(), busy: list.New()}
}

// changed is the server's ConnState.
func (c *connections) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if stood := c.open[conn]; stood.in != nil {
		stood.in.Remove(stood.at)
	}
	delete(c.open, conn)
	switch state {
	case http.StateNew, http.StateIdle:
		c.open[conn] = place{c.idle, c.idle.PushBack(conn)}
	case http.StateActive:
		c.open[conn] = place{c.busy, c.busy.PushBack(conn)}
	case http.StateHijacked, http.StateClosed:
	}
	if len(c.open) <= c.most {
		return
	}
	longest := c.idle.Front()
	if longest == nil || longest.Value == conn && c.busy.Len() > 0 { // not the one that has just come
		longest = c.busy.Front()
	}
	_ = longest.Value.(net.Conn).Close() // the server then tells that it is closed
}
