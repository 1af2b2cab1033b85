namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>What a token is. Operators and brackets are all <see cref="Symbol"/> and told apart by their text.</summary>
internal enum TokenKind { Text, BlockStart, BlockEnd, OutputStart, OutputEnd, Name, String, Integer, Float, Symbol, End }
