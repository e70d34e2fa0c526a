// A job's events, for as long as somebody looks: a lost connection comes back by itself.

import { ApiError, getJob } from "./api.js";

const RETRY_MILLISECONDS = 3000;
export const ENDS = ["done", "failed", "cancelled"];

// `tell` has `job`, `preview`, `lost` (gone for good), `away` (a sentence's key) and `back`. Returns what stops it.
export function follow(id, tell) {
  let source = null;
  let retry = 0;
  let stopped = false;

  async function look() {
    try {
      const job = await getJob(id);
      if (stopped) return;
      tell.back();
      tell.job(job);
      if (!ENDS.includes(job.state)) listen();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (stopped) return;
      if (error.status === 404) return tell.lost(error.message);
      tell.away("offline");
      retry = setTimeout(look, RETRY_MILLISECONDS);
    }
  }

  function listen() {
    source = new EventSource(`/api/jobs/${id}/events`);
    source.addEventListener("open", () => tell.back());
    for (const name of ["queued", "progress", ...ENDS]) {
      source.addEventListener(name, (event) => {
        if (ENDS.includes(name)) source.close();
        tell.back();
        tell.job(JSON.parse(event.data));
      });
    }
    source.addEventListener("preview", (event) => tell.preview(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      tell.away("connection-lost");
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(look, RETRY_MILLISECONDS);
    });
  }

  look();
  return () => {
    stopped = true;
    source?.close();
    clearTimeout(retry);
  };
}
