package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// service is the partner's API.
type service struct {
	client  *freedompay.Client
	log     *slog.Logger
	pending *pending
}

func newService(client *freedompay.Client, log *slog.Logger) *service {
	return &service{client: client, log: log, pending: newPending(client, log)}
}

func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /cards", s.issue)
	mux.HandleFunc("GET /cards/{id}", s.status)
	return mux
}

func (s *service) stop() { s.pending.stop() }

// order asks for a card. With an id of the caller's it may be repeated safely.
type order struct {
	ID        uuid.UUID              `json:"id"`
	ProductID freedompay.CardProduct `json:"product_id"`
	ClientID  string                 `json:"client_id"`
}

// issue issues a card.
func (s *service) issue(w http.ResponseWriter, r *http.Request) {
	if s.pending.full() {
		reply{Status: "unavailable"}.write(w, http.StatusServiceUnavailable)
		return
	}
	var o order
	const largest = 4 << 10
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, largest)).Decode(&o); err != nil {
		reply{Status: "invalid", Message: "want a JSON object with product_id and client_id"}.write(w, http.StatusBadRequest)
		return
	}
	cmd, err := s.client.Prepare(freedompay.IssueCardRequest{RequestID: o.ID, ProductID: o.ProductID, ClientID: o.ClientID})
	if err != nil { // there is no command
		s.log.Warn("freedompay: not a command", "status", statusOf(err), "error", err)
		failure(o.ID, err).write(w, statusOf(err))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), callTime)
	defer cancel()
	_, err = s.client.Send(ctx, cmd)
	s.answer(w, cmd, err)
}

// alarm calls for somebody who mends the key, a path or a proxy.
func alarm(log *slog.Logger, cmd freedompay.Prepared, err error) {
	log.Error("freedompay: alarm", "command", cmd.String(), "error", err)
}

// answer tells the caller what has become of a command.
func (s *service) answer(w http.ResponseWriter, cmd freedompay.Prepared, err error) {
	status := statusOf(err)
	if blocked(err) {
		alarm(s.log, cmd, err)
	} else if err != nil {
		s.log.Warn("freedompay: not done", "command", cmd.String(), "outcome", freedompay.OutcomeOf(err), "status", status, "error", err)
	}
	switch {
	case err == nil:
		reply{ID: cmd.RequestID.String(), Status: "accepted"}.write(w, status)
	case freedompay.OutcomeOf(err) == freedompay.OutcomeUnknown:
		s.pending.find(cmd)
		reply{ID: cmd.RequestID.String(), Status: "pending"}.write(w, status)
	default:
		failure(cmd.RequestID, err).write(w, status)
	}
}

// status tells how far an issue has come.
func (s *service) status(w http.ResponseWriter, r *http.Request) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		reply{Status: "invalid", Message: "the id is no UUID"}.write(w, http.StatusBadRequest)
		return
	}
	unknown, notDone := s.pending.state(id)
	switch {
	case unknown:
		reply{ID: id.String(), Status: "pending"}.write(w, http.StatusOK)
		return
	case notDone != nil:
		failure(id, notDone).write(w, http.StatusOK)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), callTime)
	defer cancel()
	state, err := s.client.Requests.Status(ctx, id)
	switch {
	case errors.Is(err, freedompay.ErrRequestUnknown):
		reply{ID: id.String(), Status: "unknown"}.write(w, http.StatusNotFound)
	case err != nil:
		s.log.Warn("freedompay: no status", "id", id, "error", err)
		reply{ID: id.String(), Status: "unavailable"}.write(w, http.StatusServiceUnavailable)
	default:
		stateOf(state).write(w, http.StatusOK)
	}
}

// stateOf returns the reply for a state that the bank has told.
func stateOf(state *freedompay.RequestState) reply {
	r := reply{ID: state.RequestID.String(), Status: "accepted"}
	switch {
	case state.RequestStatus.Failed():
		r.Status, r.Code, r.Message = "failed", string(state.ErrorCode), state.ErrorCode.Description()
	case state.RequestStatus.Settled():
		r.Status, r.CardID = "done", state.CardID()
	}
	return r
}
