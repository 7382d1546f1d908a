package control

import (
	"strconv"
	"strings"
	"time"
)

// Duration writes a duration in a language, to the second where it is longer than one:
// 2 d 1 h, 3 s, 100 ms.
func Duration(lang string, d time.Duration) string {
	units := []string{"d", "h", "min", "s", "ms"}
	if lang == "ru" {
		units = []string{"д", "ч", "мин", "с", "мс"}
	}
	if d >= time.Second && d%time.Second != 0 && d < time.Minute {
		return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " " + units[3]
	}
	sizes := []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second}
	var parts []string
	for i, size := range sizes {
		if d >= size {
			parts = append(parts, strconv.FormatInt(int64(d/size), 10)+" "+units[i])
			d %= size
		}
	}
	if len(parts) == 0 {
		return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', -1, 64) + " " + units[4]
	}
	return strings.Join(parts, " ")
}
