module github.com/freedompay-go/freedompay/cmd/freedompay

go 1.26

require github.com/freedompay-go/freedompay v0.1.0
