// Cuts the operations of GitHub's REST API that the bot uses out of GitHub's published OpenAPI
// description, for the tests (src/test/resources/github/api.json.gz).
//
//   npm pack @octokit/openapi && tar xzf octokit-openapi-*.tgz
//   node bot/src/build/openapi/cut.mjs package/generated/api.github.com.json \
//        bot/src/test/resources/github/api.json.gz
//
// Kept: the operations below and every component that they refer to, as published. Left out:
// examples, code samples, webhooks and everything else, because nobody validates against them;
// and discriminators, because GitHub's name a field that it does not require, which OpenAPI forbids
// and the validator refuses (the oneOf beside them stays); and the additionalProperties of strings,
// which mean nothing and make the parser take a string for an object.
// An operation that GitHub has renamed stops the script.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const OPERATIONS = new Set(
  `apps/create-installation-access-token apps/get-authenticated apps/get-installation
   apps/get-org-installation apps/get-repo-installation apps/get-user-installation
   apps/get-webhook-delivery apps/list-installations
   apps/list-repos-accessible-to-installation apps/list-webhook-deliveries
   apps/redeliver-webhook-delivery
   checks/create checks/get checks/list-annotations checks/list-for-ref checks/update
   issues/create-comment issues/delete-comment issues/get issues/get-comment issues/list-comments
   issues/update-comment
   orgs/get
   pulls/get pulls/list
   rate-limit/get
   reactions/create-for-issue-comment reactions/delete-for-issue-comment
   reactions/list-for-issue-comment
   repos/create-commit-status repos/create-deployment repos/create-deployment-status
   repos/delete-deployment repos/get repos/get-branch repos/get-collaborator-permission-level
   repos/get-combined-status-for-ref repos/get-commit repos/get-deployment
   repos/list-commit-statuses-for-ref repos/list-deployment-statuses repos/list-deployments
   repos/list-for-authenticated-user
   teams/get-by-name teams/get-membership-for-user-in-org
   users/get-authenticated users/get-by-username`.split(/\s+/),
);

const [, , from, to] = process.argv;
const whole = JSON.parse(readFileSync(from, 'utf8'));

/** The operations we name, by path and method. */
function cutPaths() {
  const missing = new Set(OPERATIONS);
  const paths = {};
  for (const [path, item] of Object.entries(whole.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (OPERATIONS.has(operation?.operationId)) {
        (paths[path] ??= item.parameters ? { parameters: item.parameters } : {})[method] = operation;
        missing.delete(operation.operationId);
      }
    }
  }
  if (missing.size > 0) {
    throw new Error(`no such operation: ${[...missing].join(', ')}`);
  }
  return paths;
}

const LEFT_OUT = new Set([
  'description',
  'discriminator',
  'example',
  'examples',
  'externalDocs',
  'summary',
]);

/** A copy without what only people and code generators read. */
function withoutProse(node, isMapOfNames = false) {
  if (Array.isArray(node)) {
    return node.map((element) => withoutProse(element));
  }
  if (node === null || typeof node !== 'object') {
    return node;
  }
  const copy = {};
  for (const [key, value] of Object.entries(node)) {
    const meaningless = key === 'additionalProperties' && node.type === 'string';
    if (isMapOfNames || !(LEFT_OUT.has(key) || key.startsWith('x-') || meaningless)) {
      copy[key] = withoutProse(value, !isMapOfNames && key === 'properties');
    }
  }
  return copy;
}

/** Every component that a tree refers to, directly or through another. */
function cutComponents(paths) {
  const components = {};
  const follow = (node) => {
    if (node === null || typeof node !== 'object') {
      return;
    }
    if (typeof node.$ref === 'string' && node.$ref.startsWith('#/components/')) {
      const [, , kind, name] = node.$ref.split('/').map((part) => part.replace(/~1/g, '/'));
      if (components[kind]?.[name] === undefined) {
        const component = withoutProse(whole.components[kind][name]);
        (components[kind] ??= {})[name] = component;
        follow(component);
      }
    }
    Object.values(node).forEach(follow);
  };
  follow(paths);
  delete components.examples;
  return components;
}

/** Responses must have a description, even if nobody reads it. */
function describeResponses(paths, components) {
  const operations = Object.values(paths).flatMap((item) =>
    Object.values(item).filter((operation) => operation.responses),
  );
  const responses = operations.flatMap((operation) => Object.values(operation.responses));
  for (const response of [...responses, ...Object.values(components.responses ?? {})]) {
    if (response.$ref === undefined) {
      response.description = '';
    }
  }
}

const paths = withoutProse(cutPaths(), true);
const components = cutComponents(paths);
describeResponses(paths, components);
const cut = {
  openapi: whole.openapi,
  info: {
    title: whole.info.title,
    version: whole.info.version,
    license: whole.info.license,
  },
  servers: [{ url: '/' }],
  paths,
  components,
};
// Level 9 and no time stamp, so that the same description gives the same bytes.
writeFileSync(to, gzipSync(JSON.stringify(cut), { level: 9 }));
console.log(
  `${OPERATIONS.size} operations, ${Object.keys(components.schemas).length} schemas, OpenAPI`,
  `${cut.openapi}, GitHub's ${cut.info.version}: ${JSON.stringify(cut).length} bytes,`,
  `${statSync(to).size} zipped`,
);
