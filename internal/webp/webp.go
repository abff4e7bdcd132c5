// Package webp encodes pictures as WebP, the same on every machine.
//
// It holds libwebp, the encoder of the WebP project, as WebAssembly (libwebp.wasm,
// made from its sources by libwebp/build.sh) and runs it with wazero. So there is one
// encoder for all systems, without cgo and without a library of the machine, whose
// version would show in the bytes; arithmetic of WebAssembly is the same
// everywhere; and the encoder can reach nothing but the pixels that it is given.
//
// Decoding is not done here: golang.org/x/image/webp does it.
package webp

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"image"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

//go:embed libwebp.wasm
var libwebp []byte

// MaxSize is the largest width and height that the format knows.
const MaxSize = 16383

// maxKept is how large an instance's memory may be for it to be used again, in
// bytes: memory of WebAssembly never shrinks.
const maxKept = 64 << 20

// Encoder encodes pictures, on as many goroutines as call it. What it needs is made
// at the first call, which takes a quarter of a second. The zero value is ready.
type Encoder struct {
	once     sync.Once
	failed   error
	runtime  wazero.Runtime
	compiled wazero.CompiledModule

	mu   sync.Mutex
	idle []*instance
}

// instance is one running copy of libwebp. It is used by one goroutine at a time.
type instance struct {
	module               api.Module
	room, encode, result api.Function
}

// Encode returns the picture as WebP with losses. Quality is from 0 to 100.
func (e *Encoder) Encode(m *image.NRGBA, quality int) ([]byte, error) {
	return e.run(m, quality, false)
}

// EncodeLossless returns the picture as WebP without any loss; the colour of what is
// wholly transparent is not kept.
func (e *Encoder) EncodeLossless(m *image.NRGBA) ([]byte, error) {
	return e.run(m, losslessEffort, true)
}

// losslessEffort is how hard the encoder tries, of 0 to 9: what is above takes
// several times as long for a hundredth of the size.
const losslessEffort = 6

// Close frees what the encoder holds. It must not be used afterwards.
func (e *Encoder) Close() error {
	if e.runtime == nil {
		return nil
	}
	return e.runtime.Close(context.Background())
}

func (e *Encoder) run(m *image.NRGBA, quality int, lossless bool) ([]byte, error) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if w < 1 || h < 1 || w > MaxSize || h > MaxSize {
		return nil, fmt.Errorf("encoding as WebP: %d by %d pixels is not a size that the format knows", w, h)
	}
	i, err := e.take()
	if err != nil {
		return nil, fmt.Errorf("encoding as WebP: %w", err)
	}
	out, err := i.run(m, quality, lossless)
	if closeErr := e.give(i, err == nil); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, fmt.Errorf("encoding as WebP: %w", err)
	}
	return out, nil
}

func (i *instance) run(m *image.NRGBA, quality int, lossless bool) ([]byte, error) {
	ctx := context.Background()
	w, h := m.Rect.Dx(), m.Rect.Dy()
	at, err := call(ctx, i.room, uint64(w)*uint64(h)*4)
	if err != nil {
		return nil, err
	}
	if at == 0 {
		return nil, errors.New("not enough memory")
	}
	for y := range h {
		row := m.Pix[y*m.Stride : y*m.Stride+w*4]
		if !i.module.Memory().Write(at+uint32(y*w*4), row) {
			return nil, errors.New("the pixels do not fit")
		}
	}
	flag := uint64(0)
	if lossless {
		flag = 1
	}
	size, err := call(ctx, i.encode, uint64(w), uint64(h), uint64(max(0, min(quality, 100))), flag)
	if err == nil && size == 0 {
		err = errors.New("libwebp failed")
	}
	if err != nil {
		return nil, err
	}
	if at, err = call(ctx, i.result); err != nil {
		return nil, err
	}
	out, ok := i.module.Memory().Read(at, size)
	if !ok {
		return nil, errors.New("the result is out of bounds")
	}
	return bytes.Clone(out), nil
}

func call(ctx context.Context, f api.Function, args ...uint64) (uint32, error) {
	out, err := f.Call(ctx, args...)
	if err != nil {
		return 0, err
	}
	return uint32(out[0]), nil
}

// take returns an instance that nobody else uses.
func (e *Encoder) take() (*instance, error) {
	e.once.Do(e.start)
	if e.failed != nil {
		return nil, e.failed
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if n := len(e.idle); n > 0 {
		i := e.idle[n-1]
		e.idle = e.idle[:n-1]
		return i, nil
	}
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize")
	module, err := e.runtime.InstantiateModule(context.Background(), e.compiled, config)
	if err != nil {
		return nil, err
	}
	return &instance{module, module.ExportedFunction("room"), module.ExportedFunction("encode"), module.ExportedFunction("result")}, nil
}

// give takes an instance back, or ends it if it failed or has become large.
func (e *Encoder) give(i *instance, sound bool) error {
	if !sound || i.module.Memory().Size() > maxKept {
		return i.module.Close(context.Background())
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.idle = append(e.idle, i)
	return nil
}

func (e *Encoder) start() {
	ctx := context.Background()
	e.runtime = wazero.NewRuntime(ctx)
	e.compiled, e.failed = e.runtime.CompileModule(ctx, libwebp)
}
