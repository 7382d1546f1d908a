package main

import (
	"html/template"
	"net/http"

	"github.com/jackc/pgx/v5"

	"github.com/freedompay-go/freedompay/durable"
)

// orderRow is a row of the page.
type orderRow struct {
	ID                      int64
	At, What, State, Result string
}

const pageText = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title><meta http-equiv="refresh" content="2">
<style>body{font:16px sans-serif;margin:2rem}td,th{padding:.2rem 1rem .2rem 0;text-align:left}.done{color:#060}.ordered{color:#666}.refused,.failed,.unknown{color:#900}</style>
<h1>Orders</h1>
<form method="post"><button name="what" value="card">Order a card</button> <button name="what" value="gift card">Order a gift card</button></form>
<p>{{.Stats.Waiting}} to be sent, {{.Stats.Accepted}} accepted by the bank, {{.Stats.Running}} worked on, {{.Stats.Parked}} parked.</p>
<table><tr><th>Order<th>At<th>What<th>State<th>Result{{range .Orders}}
<tr><td>{{.ID}}<td>{{.At}}<td>{{.What}}<td class="{{.State}}">{{.State}}<td>{{.Result}}{{end}}</table></html>`

// page shows the orders, and takes new ones.
func (s *shop) page() http.Handler {
	page := template.Must(template.New("page").Parse(pageText))
	fail := func(w http.ResponseWriter, err error) { http.Error(w, err.Error(), http.StatusInternalServerError) }
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		if err := s.order(r.Context(), r.FormValue("what")); err != nil {
			fail(w, err)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		rows, err := s.pool.Query(r.Context(), `SELECT id, to_char(at, 'HH24:MI:SS'), what, state, result FROM orders ORDER BY id DESC LIMIT 100`)
		if err != nil {
			fail(w, err)
			return
		}
		orders, err := pgx.CollectRows(rows, pgx.RowToStructByPos[orderRow])
		if err != nil {
			fail(w, err)
			return
		}
		stats, err := s.queue.Stats(r.Context())
		if err != nil {
			fail(w, err)
			return
		}
		_ = page.Execute(w, struct {
			Stats  durable.Stats
			Orders []orderRow
		}{stats, orders})
	})
	return mux
}
