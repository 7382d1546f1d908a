package freedompaytest

import (
	"cmp"
	"slices"
	"strings"
)

// Window is the part of a list that a view shows: at most Limit matching items, after
// the first Offset. A Limit of zero is no limit.
type Window struct {
	Search string // what an item must contain, whatever the case; empty for all
	Offset int
	Limit  int
}

// Listed is a part of a list. The newest items come first.
type Listed[T any] struct {
	Items []T `json:"items"`
	Total int `json:"total"` // how many match, whatever the window
}

// listed cuts a window out of what matches and makes views of that alone.
func listed[T, V any](all []T, w Window, words func(T) []string, view func(T) V) Listed[V] {
	if w.Search != "" {
		search := strings.ToLower(w.Search)
		all = slices.DeleteFunc(slices.Clone(all), func(item T) bool {
			return !slices.ContainsFunc(words(item), func(word string) bool {
				return strings.Contains(strings.ToLower(word), search)
			})
		})
	}
	cut := Listed[V]{Items: []V{}, Total: len(all)}
	all = all[min(max(w.Offset, 0), len(all)):]
	if w.Limit > 0 {
		all = all[:min(w.Limit, len(all))]
	}
	for _, item := range all {
		cut.Items = append(cut.Items, view(item))
	}
	return cut
}

// newestFirst returns the values of a map whose ids are decimal, the greatest
// id first.
func newestFirst[K comparable, T any](all map[K]T, id func(T) string) []T {
	list := make([]T, 0, len(all))
	for _, item := range all {
		list = append(list, item)
	}
	slices.SortFunc(list, func(a, b T) int {
		x, y := id(a), id(b)
		return cmp.Or(cmp.Compare(len(y), len(x)), cmp.Compare(y, x))
	})
	return list
}
