# The scripts do the work, so that a machine without make can run them as well.
.PHONY: demo test lint bench pictures

demo:
	sh scripts/demo

test:
	sh scripts/test

lint:
	sh scripts/lint

bench:
	sh scripts/bench

pictures:
	sh scripts/pictures
