import type { FastifyServerOptions } from 'fastify';

type Plugin = NonNullable<NonNullable<FastifyServerOptions['ajv']>['plugins']>[number];
type Ajv = Parameters<Extract<Plugin, (...given: never[]) => unknown>>[0];

/** For ajv: the schema of a route is compiled when its first request comes; few runs ask for every route. */
export const compileWhenUsed = (ajv: Ajv): Ajv => {
  const compile = ajv.compile.bind(ajv) as (schema: object) => ReturnType<Ajv['compile']>;
  const later = (schema: object) => {
    let compiled: ReturnType<typeof compile> | undefined;
    const validate = (data: unknown) => {
      compiled ??= compile(schema);
      const fits = compiled(data);
      Object.assign(validate, { errors: compiled.errors });
      return fits;
    };
    return validate;
  };
  return Object.assign(ajv, { compile: later });
};
