// A chosen picture: a file, a sample, a preset, or the photo of an earlier job.

import { picture as fetchPicture } from "./api.js";

const SMALL_SIDE = 512;
const JPEG = 0.92;

export class Picture {
  constructor({ file = null, source = null, url = null, name, title = name, preset = null, sample = null, job = null }) {
    Object.assign(this, { file, source, name, title, preset, sample, job, share: 5 });
    this.url = url ?? (file ? URL.createObjectURL(file) : source);
  }

  // The whole picture as a file; `most` pixels a side, for no more is painted.
  async whole(most) {
    this.file ??= await fetchPicture(this.source);
    return (await scaled(this.file, most, (bitmap) => Math.max(bitmap.width, bitmap.height) > most)) ?? this.file;
  }

  // A small one, for sketches; as it is when this browser cannot read it.
  async small() {
    if (!this.little) {
      this.file ??= await fetchPicture(this.source);
      this.little = (await scaled(this.file, SMALL_SIDE, () => true)) ?? this.file;
    }
    return this.little;
  }

  free() {
    if (this.url?.startsWith("blob:")) URL.revokeObjectURL(this.url);
  }
}

async function scaled(file, most, wanted) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  try {
    if (!wanted(bitmap)) return null;
    const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, "image/jpeg", JPEG));
  } finally {
    bitmap.close();
  }
}
