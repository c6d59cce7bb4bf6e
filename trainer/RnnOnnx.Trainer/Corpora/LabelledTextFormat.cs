namespace RnnOnnx.Trainer.Corpora;

/// <summary>How a file of labelled texts is written. All but <see cref="JsonLines"/> start with a line of columns' names.</summary>
public enum LabelledTextFormat
{
    /// <summary>By the file's name: <c>.csv</c>, <c>.tsv</c> or <c>.jsonl</c>, packed as <c>.gz</c> or not.</summary>
    ByName,

    /// <summary>RFC 4180: columns between commas; a column in double quotes may hold commas, line ends, and quotes written twice.</summary>
    Csv,

    /// <summary>Document 000's form: a label, a comma, and all the rest is the text.</summary>
    FirstComma,

    /// <summary>Columns between tabs; nothing is quoted.</summary>
    Tsv,

    /// <summary>A JSON object a line.</summary>
    JsonLines,
}
