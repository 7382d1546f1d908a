KEY={{sh .Key}}
BODY={{sh .Body}}
HEADER='{"uri":"{{.Path}}","auth_id":"{{.AuthID}}","method":"POST","params":"","alg":"{{.Alg}}"}'

b64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
HEADER=$(printf %s "$HEADER" | b64url)
PAYLOAD=$(printf %s "$BODY" | b64url)
MAC=$(printf %s "$HEADER.$PAYLOAD" | openssl dgst -sha{{.Hash}} -hmac "$KEY" -binary | b64url)

curl -s {{sh (printf "%s%s" .Base .Path)}} \
  -H 'Content-Type: application/json' \
  -H "X-JWS-Signature: $HEADER..$MAC" \
  --data-binary "$BODY"
