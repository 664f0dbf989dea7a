#!/bin/sh
# Makes the namespace when it is not there. A finished run of an account is its history of one period; they are kept for 90 days.
set -eu
until temporal operator cluster health --address "$TEMPORAL_ADDRESS" >/dev/null 2>&1; do sleep 2; done
set -- --address "$TEMPORAL_ADDRESS" --namespace "$TEMPORAL_NAMESPACE"
temporal operator namespace describe "$@" >/dev/null 2>&1 || temporal operator namespace create "$@" --retention 2160h
