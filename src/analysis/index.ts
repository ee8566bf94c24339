// What reads manifests, whoever wrote them.
export * from '../manifests';
export * from '../trace';
export * from '../lint';
