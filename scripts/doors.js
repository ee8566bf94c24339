// After jsii: writes src/doors/table.ts, what each public class, factory, struct and enum of the library accepts, so that src/doors can check it at run time.
const { readFileSync, writeFileSync } = require('fs');
const { join, resolve } = require('path');
const { gunzipSync } = require('zlib');

const ROOT = resolve(__dirname, '..');
const OWN = require(join(ROOT, 'package.json')).name;
const library = require(join(ROOT, 'lib/src'));

function assembly(folder) {
  const json = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8'));
  return json.schema === 'jsii/file-redirect' ? JSON.parse(gunzipSync(readFileSync(join(folder, json.filename)))) : json;
}

const assemblies = Object.fromEntries([OWN, 'cdk8s', 'constructs'].map(name => [name, assembly(name === OWN ? ROOT : join(ROOT, 'node_modules', name))]));
const typeOf = fqn => assemblies[fqn.split('.')[0]].types[fqn];
const isOwn = fqn => fqn.startsWith(`${OWN}.`);

/** What `net` reads, which says of each text what is wrong with it. */
const READ_BY_NET = new Set(['IpBlock.parse', 'IpBlocks.of', 'IpBlocks.contains']);
/** Made by the library alone. */
const OURS = new Set(['LintReport']);

const structs = {};
const enums = {};
const classes = {};

function text({ primitive, collection, fqn }) {
  if (primitive) return primitive === 'json' ? 'any' : primitive;
  if (collection) return text(collection.elementtype) + (collection.kind === 'array' ? '[]' : '{}');
  const { kind, name, datatype } = typeOf(fqn);
  if (kind === 'enum' && isOwn(fqn)) enums[name] = valuesOf(fqn);
  if (kind === 'interface') addStruct(fqn, name, datatype);
  return name;
}

function valuesOf(fqn) {
  return fqn.split('.').slice(1).reduce((value, part) => value[part], library);
}

function addStruct(fqn, name, datatype) {
  if (structs[name]) return;
  const fields = structs[name] = {};
  for (const property of properties(fqn)) fields[property.name + (property.optional ? '?' : '')] = text(property.type);
  // Of others' structs there may be a newer version, and interfaces have members of their own.
  if (!isOwn(fqn) || !datatype) fields['*'] = 'any';
}

function properties(fqn) {
  const { interfaces = [], properties: own = [] } = typeOf(fqn);
  return [...interfaces.flatMap(properties), ...own];
}

function parameters(of, door) {
  return (of.parameters ?? []).map(({ name, optional, variadic, type }) =>
    `${variadic ? '...' : ''}${name}${optional ? '?' : ''}: ${READ_BY_NET.has(door) ? 'unchecked' : text(type)}`);
}

for (const type of Object.values(assemblies[OWN].types)) {
  if (type.kind === 'enum') enums[type.name] = valuesOf(type.fqn);
  if (type.kind !== 'class' || OURS.has(type.name)) continue;
  const doors = classes[type.name] = {};
  if (type.initializer && !type.abstract && !type.initializer.protected) doors.new = parameters(type.initializer);
  for (const method of type.methods ?? []) {
    if (method.protected || !method.static && !method.parameters) continue;
    doors[`${method.static ? 'static ' : ''}${method.name}`] = parameters(method, `${type.name}.${method.name}`);
  }
}

const sorted = object => Object.fromEntries(Object.entries(object).sort(([a], [b]) => a < b ? -1 : 1));
const quoted = value => `'${value.replace(/'/g, "\\'")}'`;
const key = name => /^\w+$/.test(name) ? name : quoted(name);

function print(entries, value, indent = '  ') {
  return Object.entries(sorted(entries)).map(([name, members]) => {
    const names = Object.keys(members);
    if (names.length === 0) return `${indent}${key(name)}: {},`;
    const quotes = names.some(member => key(member) !== member) ? quoted : key;
    return [`${indent}${key(name)}: {`, ...names.map(member => `${indent}  ${quotes(member)}: ${value(members[member])},`), `${indent}},`].join('\n');
  }).join('\n');
}

writeFileSync(join(ROOT, 'src/doors/table.ts'), `// Written by \`npx projen doors\` from what jsii has compiled: never edited.

/** The parameters of each public constructor, factory and method that has any, as \`name: type\`. */
export const CLASSES: { readonly [name: string]: { readonly [door: string]: readonly string[] } } = {
${print(classes, list => `[${list.map(quoted).join(', ')}]`)}
};

/** The types of each struct's properties. A name that ends in \`?\` is optional, and with \`*\` there may be others. */
export const STRUCTS: { readonly [name: string]: { readonly [property: string]: string } } = {
${print(structs, quoted)}
};

/** The values of each enum. */
export const ENUMS: { readonly [name: string]: { readonly [member: string]: string } } = {
${print(enums, quoted)}
};
`);
