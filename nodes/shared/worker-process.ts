/**
 * True in a process that was started as `n8n worker` (queue mode). It runs no published triggers and
 * opens no ports, but test runs of a trigger may come to it. n8n tells nodes nothing about it.
 */
export const isWorker = (): boolean => process.argv.slice(2).includes('worker');
