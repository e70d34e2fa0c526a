// The server's HTTP interface.

const OFFLINE = { code: "offline", message: "The server does not answer. Check that it is running, then try again." };
const UNCLEAR = { code: "unclear", message: "The server gave an answer that makes no sense here. Please try again." };

export class ApiError extends Error {
  constructor({ code, message, field }, status = 0) {
    super(message);
    Object.assign(this, { code, field, status });
  }
}

export async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError(OFFLINE);
  }
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (!response.ok || body === null) throw new ApiError(body?.error ?? UNCLEAR, response.status);
  return body;
}

export const getJob = (id) => call(`/api/jobs/${id}`);
export const cancelJob = (id) => call(`/api/jobs/${id}`, { method: "DELETE" });
export const keepJob = (id) => call(`/api/jobs/${id}?keep=1`, { method: "DELETE" });
export const forgetJob = (id) => call(`/api/jobs/${id}?forget=1`, { method: "DELETE" });
export const repaint = (id, changes) =>
  call(`/api/jobs/${id}/again`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(changes),
  });

export async function fetchPicture(path) {
  const response = await fetch(path).catch(() => null);
  if (!response?.ok) throw new ApiError(OFFLINE);
  return response.blob();
}

// XMLHttpRequest, because fetch does not tell how much of an upload is sent.
export function submitJob(form, onSent) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/jobs");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onSent(event.loaded / event.total);
    request.onerror = () => reject(new ApiError(OFFLINE));
    request.onload = () =>
      request.status === 202
        ? resolve(request.response)
        : reject(new ApiError(request.response?.error ?? UNCLEAR, request.status));
    request.send(form);
  });
}
