// The server's HTTP interface.

import { has, t } from "./texts.js";

const said = (code) => (has(code) ? { code, message: t(code) } : { code, message: code });

export class ApiError extends Error {
  constructor({ code, message, field }, status = 0) {
    super(message);
    Object.assign(this, { code, field, status });
  }
}

async function ask(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(said("offline"));
  }
}

async function refusal(response) {
  const body = await response.json().catch(() => null);
  return new ApiError(body?.error ?? said("unclear"), response.status);
}

export async function call(path, options) {
  const response = await ask(path, options);
  if (!response.ok) throw await refusal(response);
  if (response.status === 204) return null;
  return response.json().catch(() => {
    throw new ApiError(said("unclear"), response.status);
  });
}

export async function picture(path, options) {
  const response = await ask(path, options);
  if (!response.ok) throw await refusal(response);
  return response.blob();
}

export const getJob = (id) => call(`/api/jobs/${id}`);
export const cancelJob = (id) => call(`/api/jobs/${id}`, { method: "DELETE" });
export const keepJob = (id) => call(`/api/jobs/${id}?keep=1`, { method: "DELETE" });
export const forgetJob = (id) => call(`/api/jobs/${id}?forget=1`, { method: "DELETE" });
export const shareJob = (id) => call(`/api/jobs/${id}/share`, { method: "POST" });
export const sketch = (form, signal) => picture("/api/sketches", { method: "POST", body: form, signal });
export const repaint = (id, changes) =>
  call(`/api/jobs/${id}/again`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key() },
    body: JSON.stringify(changes),
  });

// A word of our own for each request, so that one sent twice is one job.
export function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// XMLHttpRequest, because fetch does not tell how much of an upload is sent.
export function submitJob(form, idempotencyKey, onSent) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/jobs");
    request.setRequestHeader("Idempotency-Key", idempotencyKey);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onSent(event.loaded / event.total);
    request.onerror = () => reject(new ApiError(said("offline")));
    request.onload = () =>
      request.status === 202
        ? resolve(request.response)
        : reject(new ApiError(request.response?.error ?? said("unclear"), request.status));
    request.send(form);
  });
}
