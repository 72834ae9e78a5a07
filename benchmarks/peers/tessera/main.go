// Peer runs Tessera's POSIX log beside ours, batch by batch, in the same benchmark.
//
//	peer append FOLDER BATCH   for each line on standard input append BATCH entries of 33 bytes,
//	                           wait until the log has sequenced and integrated them durably,
//	                           and print the nanoseconds that this took
//	peer version               print the version of Tessera that is built in
//
// It only calls Tessera's public interface.
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

const (
	tesseraPath = "github.com/transparency-dev/tessera"
	origin      = "demo.invalid/peer"
	leafSize    = 33
	// Above any batch's duration: a batch is flushed because it is full, never because of its age.
	maxAge = time.Minute
	// The longest wait that still publishes during a run; publishing is not part of a batch's time.
	checkpointInterval = 10 * time.Second
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "peer: %v\n", err)
		os.Exit(1)
	}
}

func run(words []string) error {
	switch {
	case len(words) == 1 && words[0] == "version":
		return printVersion()
	case len(words) == 3 && words[0] == "append":
		batch, err := strconv.ParseUint(words[2], 10, 16)
		if err != nil || batch == 0 {
			return fmt.Errorf("BATCH is a number from 1 to 65535, not %q", words[2])
		}
		return appendBatches(words[1], uint(batch))
	}
	return fmt.Errorf("usage: peer append FOLDER BATCH | peer version")
}

func printVersion() error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("built without module information")
	}
	for _, module := range info.Deps {
		if module.Path == tesseraPath {
			fmt.Printf("%s %s, %s\n", module.Path, module.Version, info.GoVersion)
			return nil
		}
	}
	return fmt.Errorf("%s is not built in", tesseraPath)
}

func appendBatches(folder string, batch uint) error {
	ctx := context.Background()
	private, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return err
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		return err
	}
	driver, err := posix.New(ctx, posix.Config{Path: folder})
	if err != nil {
		return err
	}
	options := tessera.NewAppendOptions().
		WithCheckpointSigner(signer).
		WithBatching(batch, maxAge).
		WithCheckpointInterval(checkpointInterval)
	appender, shutdown, _, err := tessera.NewAppender(ctx, driver, options)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		taken, err := appendOne(ctx, appender, batch)
		if err != nil {
			return err
		}
		fmt.Println(taken.Nanoseconds())
	}
	// Entries are integrated already; what is left is a checkpoint, which may be 10 s away.
	_ = shutdown
	return lines.Err()
}

func appendOne(ctx context.Context, appender *tessera.Appender, batch uint) (time.Duration, error) {
	entries := make([][]byte, batch)
	for i := range entries {
		entries[i] = make([]byte, leafSize)
		if _, err := rand.Read(entries[i]); err != nil {
			return 0, err
		}
	}
	began := time.Now()
	futures := make([]tessera.IndexFuture, batch)
	for i, entry := range entries {
		futures[i] = appender.Add(ctx, tessera.NewEntry(entry))
	}
	for _, future := range futures {
		if _, err := future(); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}
