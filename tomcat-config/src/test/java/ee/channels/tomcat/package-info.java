/** The plug-in form, installed from the shipped zip by the shipped script into real Tomcats. */
package ee.channels.tomcat;
