import { after } from 'node:test';
import { deliveredTests } from './triage/delivered.ts';
import { Stage } from './triage/stage.ts';

const stage = new Stage();
after(async () => await stage.close());

deliveredTests(stage);
