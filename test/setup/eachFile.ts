import { afterAll } from 'vitest';
import { endFile } from './ending.js';

afterAll(endFile);
