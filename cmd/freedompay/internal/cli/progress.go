package cli

import (
	"fmt"
	"io/fs"
	"os"
	"time"
)

// progress shows how long something has been waited for, on a terminal as a line
// that changes. What it returns ends it.
func progress(streams Streams, what string) (stop func()) {
	if !isTerminal(streams) {
		return func() {}
	}
	began, done, ended := time.Now(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				_, _ = fmt.Fprint(streams.Err, "\r\x1b[K")
				return
			case <-tick.C:
				_, _ = fmt.Fprintf(streams.Err, "\r%s: accepted, settling, %.1f s", what, time.Since(began).Seconds())
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}

func isTerminal(streams Streams) bool {
	file, ok := streams.Err.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice != 0
}
