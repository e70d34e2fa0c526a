"""The algorithm: neural style transfer in VGG-19, from decoded pictures to a painted one."""
