package durable_test

const workerEnv = "FREEDOMPAY_DURABLE_WORKER"

func workerMain() int { return 0 }
