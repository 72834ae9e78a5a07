// Peer runs a public witness implementation on one log, for tests, on a free port of loopback.
//
//	peer LOG-VKEY   print "url ADDRESS" and "vkey WITNESS-VKEY" and serve POST /add-checkpoint
//	                until standard input ends; what it saw is forgotten then
//	peer version    print the version of the witness that is built in
//
// It only calls the public interface of github.com/transparency-dev/witness.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"

	cosignature "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/witness/omniwitness"
	"github.com/transparency-dev/witness/persistence/inmemory"
	"golang.org/x/mod/sumdb/note"
)

const (
	witnessPath = "github.com/transparency-dev/witness"
	name        = "witness.invalid/peer"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: peer LOG-VKEY | peer version")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintf(os.Stderr, "peer: %v\n", err)
		os.Exit(1)
	}
}

func run(word string) error {
	if word == "version" {
		return printVersion()
	}
	return serve(word)
}

func printVersion() error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("built without module information")
	}
	for _, module := range info.Deps {
		if module.Path == witnessPath {
			fmt.Printf("%s %s, %s\n", module.Path, module.Version, info.GoVersion)
			return nil
		}
	}
	return fmt.Errorf("%s is not built in", witnessPath)
}

func serve(logKey string) error {
	// JSON is YAML, and quotes what needs quoting.
	logs, err := json.Marshal(map[string]any{"Logs": []map[string]string{{
		"Origin":    strings.SplitN(logKey, "+", 2)[0],
		"PublicKey": logKey,
	}}})
	if err != nil {
		return err
	}
	known, err := omniwitness.NewStaticLogConfig(logs)
	if err != nil {
		return err
	}
	private, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return err
	}
	signer, err := cosignature.NewSignerForCosignatureV1(private)
	if err != nil {
		return err
	}
	cosigner, err := cosignature.VKeyToCosignatureV1(public)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	fmt.Printf("url http://%s\nvkey %s\n", listener.Addr(), cosigner)
	err = omniwitness.Main(ctx, omniwitness.OperatorConfig{
		WitnessKeys:     []note.Signer{signer},
		WitnessVerifier: signer.Verifier(),
		Logs:            known,
	}, inmemory.New(), listener, http.DefaultClient)
	if ctx.Err() != nil {
		return nil
	}
	return err
}
