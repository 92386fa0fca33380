export { metricsCsv } from './csv';
export { measure, timesOf, type Measuring } from './measure';
export { metricsPage } from './page';
