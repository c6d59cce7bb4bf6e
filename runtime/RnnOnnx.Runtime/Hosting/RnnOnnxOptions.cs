namespace RnnOnnx.Hosting;

/// <summary>Where an application's models are, and when they are loaded.</summary>
public sealed class RnnOnnxOptions
{
    /// <summary>The folder that holds the model packages; relative to the working folder. Must exist when the application starts.</summary>
    public string ZooPath { get; set; } = "models";

    /// <summary>True to load the models when the host starts, which fails if one cannot be loaded; false to load each when it is first asked. Without a host they are always loaded that way.</summary>
    public bool LoadAtStart { get; set; } = true;
}
