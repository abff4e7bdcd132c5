// What Go calls: one picture at a time. The caller asks for room, fills it with
// pixels, encodes, and reads the result before it asks for room again.

#include <stdlib.h>

#include "webp/encode.h"

#define EXPORT(name) __attribute__((export_name(name)))

static uint8_t* pixels;
static WebPMemoryWriter result;

EXPORT("room") uint8_t* room(size_t size) {
  free(pixels);
  pixels = malloc(size);
  return pixels;
}

EXPORT("result") const uint8_t* result_bytes(void) { return result.mem; }

// Encodes RGBA that is not premultiplied and returns the size of the result, or 0
// if that failed. Quality is 0 to 100; for lossless it is the effort, 0 to 9.
EXPORT("encode") size_t encode(int width, int height, int quality, int lossless) {
  WebPConfig config;
  WebPPicture picture;
  int ok = WebPConfigInit(&config) && WebPPictureInit(&picture);
  WebPMemoryWriterClear(&result);
  if (ok && lossless) {
    ok = WebPConfigLosslessPreset(&config, quality);
  } else if (ok) {
    config.quality = (float)quality;
    config.method = 4;
  }
  if (!ok) return 0;
  picture.width = width;
  picture.height = height;
  picture.use_argb = lossless;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &result;
  ok = WebPPictureImportRGBA(&picture, pixels, width * 4);
  free(pixels);
  pixels = NULL;
  ok = ok && WebPEncode(&config, &picture);
  WebPPictureFree(&picture);
  return ok ? result.size : 0;
}
