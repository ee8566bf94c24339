import { schemaProblems as shared } from './schemas';

/** See schemas.ts; compiled by the environment in which all test files run. */
export const schemaProblems: typeof shared = (globalThis as any).schemaProblems;
