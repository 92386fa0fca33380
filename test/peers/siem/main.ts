// Runs one of the receivers on its own, so that it can be killed. Arguments: kind, port, file.
import { elasticServer } from './elastic.ts';
import { otlpServer } from './otlp.ts';
import { splunkServer } from './splunk.ts';

const SERVERS = { elastic: elasticServer, otlp: otlpServer, splunk: splunkServer };
const [kind, port, file] = process.argv.slice(2);
SERVERS[kind as keyof typeof SERVERS](file).listen(Number(port), '127.0.0.1');
