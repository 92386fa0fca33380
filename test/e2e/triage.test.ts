import { after } from 'node:test';
import { deliveredTests } from './triage/delivered.ts';
import { heldTests } from './triage/held.ts';
import { noResultTests } from './triage/no-result.ts';
import { outageTests } from './triage/outages.ts';
import { repeatTests } from './triage/repeats.ts';
import { siemTests } from './triage/siem.ts';
import { Stage } from './triage/stage.ts';

const stage = new Stage();
after(async () => await stage.close());

deliveredTests(stage);
heldTests(stage);
repeatTests(stage);
noResultTests(stage);
outageTests(stage);
siemTests(stage);
