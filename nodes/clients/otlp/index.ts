export { attribute, probeLogs, sendLogs, type LogSource } from './logs';
