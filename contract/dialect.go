package contract

// Dialect is the way in which a part of the API accepts, refuses and delays. A field is
// empty where the part has no such word.
type Dialect struct {
	Name       string `json:"-"`      // card, gift, wallet or partner
	Prefix     string `json:"prefix"` // of the paths
	Algorithm  string `json:"algorithm"`
	Provenance string `json:"x-provenance"` // of the codes, where it is not documented

	Accepted string   `json:"accepted"` // in status
	Refused  string   `json:"refused"`  // in status; in gift cards the code itself stands there
	Progress Progress `json:"progress"` // in request_status

	StatusOperation string   `json:"status-operation"` // tells what became of a command
	Invalid         string   `json:"invalid"`          // the code of a wrong or missing member
	Duplicate       string   `json:"duplicate"`        // the code of a repeated request_id
	UnknownRequest  string   `json:"unknown-request"`  // the code of an unknown request_id
	TryLater        []string `json:"try-later"`        // the codes of a bank that cannot answer now
}

// Progress holds the words of request_status.
type Progress struct {
	Done    string `json:"done"`
	Running string `json:"running"`
	Failed  string `json:"failed"`
}
