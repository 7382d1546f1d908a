package control

import (
	"encoding/json"
	"net/http"
)

// snapshotBody is what snapshot has returned, as it is.
type snapshotBody struct {
	State json.RawMessage
}

func (s *snapshotBody) UnmarshalJSON(text []byte) error {
	s.State = append([]byte{}, text...)
	return nil
}

func snapshot(in *request) (any, error) {
	text, err := in.sandbox.Snapshot()
	if err != nil {
		return nil, err
	}
	in.saveAs("sandbox.json")
	return json.RawMessage(text), nil
}

func restore(in *request) (any, error) {
	if err := in.sandbox.Restore(in.body.(*snapshotBody).State); err != nil {
		refused := plainly(err)
		refused.status = http.StatusBadRequest
		return nil, refused
	}
	return in.done("The snapshot was restored.")
}
