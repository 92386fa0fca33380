import { after, test } from 'node:test';
import { credentialTests } from './triage/credentials.ts';
import { deliveredTests } from './triage/delivered.ts';
import { doorTests } from './triage/door.ts';
import { heldTests } from './triage/held.ts';
import { noResultTests } from './triage/no-result.ts';
import { outageTests } from './triage/outages.ts';
import { repeatTests } from './triage/repeats.ts';
import { secrecyTests } from './triage/secrecy.ts';
import { siemTests } from './triage/siem.ts';
import { Stage } from './triage/stage.ts';
import { testEventTests } from './triage/test-event.ts';

const stage = new Stage((name, run) => void test(name, run));
after(async () => await stage.close());

deliveredTests(stage);
heldTests(stage);
repeatTests(stage);
doorTests(stage);
testEventTests(stage);
credentialTests(stage);
noResultTests(stage);
outageTests(stage);
siemTests(stage);
// Last: it looks for what all the others left behind.
secrecyTests(stage);
