namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>How a statement ended: by itself, or by leaving the loop or its turn.</summary>
internal enum Flow { Next, Break, Continue }
