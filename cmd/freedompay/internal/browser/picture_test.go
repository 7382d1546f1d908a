package browser_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// picture takes a picture of the whole page, keeps it in FREEDOMPAY_PICTURES, and
// compares its layout with the recorded one. FREEDOMPAY_RECORD=1 records it.
func (s *story) picture(name string) {
	s.t.Helper()
	if name != "stuck" {
		s.until("the page is whole", `document.readyState === "complete" && document.querySelector("#live.on")`)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), 10*time.Second)
	defer cancel()
	taken, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		s.t.Logf("no picture of %s: %v", name, err)
		return
	}
	if dir := os.Getenv("FREEDOMPAY_PICTURES"); dir != "" {
		write(s.t, filepath.Join(dir, name+".png"), taken)
	}
	if name == "stuck" {
		return
	}
	decoded, err := png.Decode(bytes.NewReader(taken))
	if err != nil {
		s.t.Fatal(err)
	}
	got := layout(decoded)
	recorded := filepath.Join("testdata", "pictures", name+".png")
	if os.Getenv("FREEDOMPAY_RECORD") != "" {
		var small bytes.Buffer
		if err := png.Encode(&small, got); err != nil {
			s.t.Fatal(err)
		}
		write(s.t, recorded, small.Bytes())
		return
	}
	file, err := os.ReadFile(recorded) //nolint:gosec // a name of this test
	if err != nil {
		s.t.Errorf("%v: record it with FREEDOMPAY_RECORD=1", err)
		return
	}
	want, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		s.t.Fatal(err)
	}
	compare(s.t, name, got, want)
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Error(err)
	}
}

// cell is how many pixels of a page make one of its layout: letters vanish, boxes
// stay.
const cell = 20

// layout returns a picture of a page without its details.
func layout(page image.Image) *image.Gray {
	size := page.Bounds().Size().Div(cell)
	small := image.NewGray(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			sum := 0
			for dy := range cell {
				for dx := range cell {
					sum += int(color.GrayModel.Convert(page.At(x*cell+dx, y*cell+dy)).(color.Gray).Y)
				}
			}
			small.SetGray(x, y, color.Gray{Y: uint8(sum / (cell * cell))}) //nolint:gosec // a mean of bytes
		}
	}
	return small
}

// compare fails when two layouts are not alike: another width, another height by
// a fifth, or many cells of another brightness.
func compare(t *testing.T, name string, got *image.Gray, recorded image.Image) {
	t.Helper()
	is, was := got.Bounds().Size(), recorded.Bounds().Size()
	if is.X != was.X || is.Y*5 < was.Y*4 || is.Y*4 > was.Y*5 {
		t.Errorf("%s is %v cells, recorded are %v", name, is, was)
		return
	}
	differing, cells := 0, 0
	for y := range min(is.Y, was.Y) {
		for x := range is.X {
			difference := int(got.GrayAt(x, y).Y) - int(color.GrayModel.Convert(recorded.At(x, y)).(color.Gray).Y)
			if difference > 24 || difference < -24 {
				differing++
			}
			cells++
		}
	}
	if differing*8 > cells {
		t.Errorf("%s: %d of %d cells differ from the recorded layout", name, differing, cells)
	}
}
