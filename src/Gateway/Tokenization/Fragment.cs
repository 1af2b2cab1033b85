namespace Orchestrator.Gateway.Tokenization;

/// <summary>A stretch of text that is a token by itself, or (Token null) is yet to be split and merged.</summary>
internal readonly record struct Fragment(TextRange Range, int? Token);
