// How do people and programs reach the desk over HTTP?
export { createApp } from './app.ts'
export type { App, Door, Reply, Request, Routes, WebDesk } from './context.ts'
export type { HealthChecks } from './health.ts'
export { type Live, startLive } from './live.ts'
