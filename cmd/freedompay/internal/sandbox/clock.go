package sandbox

import (
	"sync/atomic"
	"time"
)

// Clock is the machine's clock with an offset, so that a person can let time
// pass. It goes back only when the sandbox is reset.
type Clock struct{ offset atomic.Int64 }

// Now returns the time of the sandbox.
func (c *Clock) Now() time.Time { return time.Now().Add(c.Offset()) }

// Offset returns how far the clock is ahead of the machine's.
func (c *Clock) Offset() time.Duration { return time.Duration(c.offset.Load()) }

// Advance lets time pass. A negative duration does nothing.
func (c *Clock) Advance(d time.Duration) { c.offset.Add(int64(max(d, 0))) }

// set puts an offset in place.
func (c *Clock) set(d time.Duration) { c.offset.Store(int64(max(d, 0))) }
