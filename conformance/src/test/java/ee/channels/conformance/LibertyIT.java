package ee.channels.conformance;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

@Suite
@SelectPackages("ee.channels.conformance.behaviour")
@IncludeClassNamePatterns(".*Behaviour")
@ConfigurationParameter(key = "conformance.container", value = "LIBERTY")
class LibertyIT {}
