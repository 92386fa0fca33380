package hospital.peers;

import ca.uhn.fhir.rest.server.RestfulServer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** HAPI FHIR's JPA server over a database in memory, on a port of 127.0.0.1. */
public final class Main {
	private Main() {}

	public static void main(String[] arguments) throws Exception {
		if (arguments.length != 1) {
			System.err.println("usage: Main PORT");
			System.exit(2);
		}
		int port = Integer.parseInt(arguments[0]);
		System.setProperty("hospital.port", String.valueOf(port));
		AnnotationConfigApplicationContext spring =
				new AnnotationConfigApplicationContext(JpaServer.class);
		Server server = new Server();
		ServerConnector connector = new ServerConnector(server);
		connector.setHost("127.0.0.1");
		connector.setPort(port);
		server.addConnector(connector);
		ServletContextHandler handler = new ServletContextHandler("/");
		handler.addServlet(new ServletHolder(spring.getBean(RestfulServer.class)), "/fhir/*");
		server.setHandler(handler);
		server.start();
		server.join();
	}
}
